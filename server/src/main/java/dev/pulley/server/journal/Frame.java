package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Position;

/** An event and its place in the journal. */
public record Frame(Position position, Event event) {}
