package dev.pulley.server.decision;

import org.jspecify.annotations.Nullable;

/**
 * What an app asks.
 *
 * @param unit whom the decision is for; the same unit keeps its variant as long as the allocation allows
 * @param reference the app's own id for the call
 * @param confirm whether it may never be shown, and will be confirmed if it is
 * @param about unit, context, reference and trace as JSON, for the journal; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // opaque, written once
public record DecideRequest(
        String task, @Nullable String unit, @Nullable String reference, boolean confirm, byte[] about) {}
