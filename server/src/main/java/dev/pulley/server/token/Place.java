package dev.pulley.server.token;

/**
 * Where a decision is: in its node's journal, and in the store of per-decision state.
 *
 * @param node the journal's node
 * @param epoch the run of that node
 * @param counter the place in the journal
 * @param chunk the group of neighbouring decisions of the same task whose state is kept together; counted anew in each
 *     epoch, for each task
 * @param offset the place in the chunk
 */
public record Place(long node, int epoch, long counter, int chunk, int offset) {}
