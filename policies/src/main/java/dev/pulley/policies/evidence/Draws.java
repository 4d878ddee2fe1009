package dev.pulley.policies.evidence;

/**
 * How a variant version fared in fresh draws, each of which was made twice: once to decide, and once more, independently
 * and by other means, from the same shares. Where both draws gave the same nothing is counted. Where they differ the
 * decision was contested between two versions, and either could as well have been the one that was chosen; so, as long as
 * draws are what they are said to be and none is lost, a version wins half of its contests, whatever the shares were.
 *
 * @param contested the contests that it was in
 * @param won those in which it was chosen
 */
public record Draws(long contested, long won) implements Additive<Draws> {
    public static final Draws NONE = new Draws(0, 0);

    public Draws {
        if (!(contested >= 0)) {
            throw new IllegalArgumentException("contested must not be negative: " + contested);
        }
        if (!(won >= 0 && won <= contested)) {
            throw new IllegalArgumentException("won must be between 0 and contested (" + contested + "): " + won);
        }
    }

    public long lost() {
        return contested - won;
    }

    @Override
    public Draws plus(Draws other) {
        return new Draws(contested + other.contested, won + other.won);
    }

    @Override
    public Draws minus(Draws other) {
        return new Draws(contested - other.contested, won - other.won);
    }

    @Override
    public boolean isEmpty() {
        return contested == 0;
    }
}
