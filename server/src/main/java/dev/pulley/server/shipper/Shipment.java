package dev.pulley.server.shipper;

import dev.pulley.server.journal.Frame;
import dev.pulley.server.ledger.Batch;
import java.util.List;

/** A batch, and the frames that it was made of, without those whose evidence was given back before. */
record Shipment(Batch batch, List<Frame> frames) {}
