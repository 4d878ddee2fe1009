package dev.pulley.server.protocol;

/** One life of a node, from a start to a kill. What it sent may arrive after its end. */
final class Life {

    private final int node;
    private final int number;
    private boolean alive;

    private Life(int node, int number, boolean alive) {
        this.node = node;
        this.number = number;
        this.alive = alive;
    }

    static Life notStarted(int node) {
        return new Life(node, 0, false);
    }

    Life next() {
        return new Life(node, number + 1, true);
    }

    void end() {
        alive = false;
    }

    boolean isAlive() {
        return alive;
    }

    int node() {
        return node;
    }

    @Override
    public String toString() {
        return "node %d life %d".formatted(node, number);
    }
}
