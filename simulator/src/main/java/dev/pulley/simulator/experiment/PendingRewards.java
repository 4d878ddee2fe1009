package dev.pulley.simulator.experiment;

import java.util.Arrays;

/** Rewards that are on their way, earliest first: a binary heap over parallel arrays, since millions pass through it. */
final class PendingRewards {
    private static final int FIRST_CAPACITY = 16;

    private long[] dueRounds = new long[FIRST_CAPACITY];
    private long[] rounds = new long[FIRST_CAPACITY];
    private int[] arms = new int[FIRST_CAPACITY];
    private int[] generations = new int[FIRST_CAPACITY];
    private double[] rewards = new double[FIRST_CAPACITY];
    private int size;

    /** The generation counts the variants that the arm has been, so that a reward of a former one is known as such. */
    void add(long dueRound, long round, int arm, int generation, double reward) {
        if (size == dueRounds.length) {
            grow();
        }
        int place = size++;
        while (place > 0 && dueRounds[(place - 1) / 2] > dueRound) {
            move((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        put(place, dueRound, round, arm, generation, reward);
    }

    boolean isDue(long round) {
        return size > 0 && dueRounds[0] <= round;
    }

    /** The round of the choice. */
    long round() {
        return rounds[0];
    }

    int arm() {
        return arms[0];
    }

    int generation() {
        return generations[0];
    }

    double reward() {
        return rewards[0];
    }

    int size() {
        return size;
    }

    /** Takes the earliest away. */
    void remove() {
        size--;
        long due = dueRounds[size];
        int place = 0;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && dueRounds[child + 1] < dueRounds[child]) {
                child++;
            }
            if (dueRounds[child] >= due) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, due, rounds[size], arms[size], generations[size], rewards[size]);
    }

    private void put(int place, long dueRound, long round, int arm, int generation, double reward) {
        dueRounds[place] = dueRound;
        rounds[place] = round;
        arms[place] = arm;
        generations[place] = generation;
        rewards[place] = reward;
    }

    private void move(int from, int to) {
        put(to, dueRounds[from], rounds[from], arms[from], generations[from], rewards[from]);
    }

    private void grow() {
        int capacity = 2 * size;
        dueRounds = Arrays.copyOf(dueRounds, capacity);
        rounds = Arrays.copyOf(rounds, capacity);
        arms = Arrays.copyOf(arms, capacity);
        generations = Arrays.copyOf(generations, capacity);
        rewards = Arrays.copyOf(rewards, capacity);
    }
}
