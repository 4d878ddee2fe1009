package dev.pulley.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositionTest {
    @Test
    void positions_areOrderedByEpochThenCounter() {
        assertThat(new Position(2, 1).isAfter(new Position(1, 9_000))).isTrue();
        assertThat(new Position(2, 10).isAfter(new Position(2, 9))).isTrue();
        assertThat(new Position(2, 9).isAfter(new Position(2, 9))).isFalse();
        assertThat(new Position(1, 1).isAfter(Position.START)).isTrue();
    }

    @Test
    void parse_ofAPositionsText_isThatPosition() {
        for (Position position :
                new Position[] {Position.START, new Position(7, 12), new Position(Integer.MAX_VALUE, Long.MAX_VALUE)}) {
            assertThat(Position.parse(position.toText())).isEqualTo(position);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1", ".1", "1.", "a.b", "1.2.3"})
    void parse_ofSomethingElse_throws(String text) {
        assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
