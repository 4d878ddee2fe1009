package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RemindersTest {
    private final Reminders<String> reminders = new Reminders<>();

    @Test
    void take_givesEachOnce_inTheOrderOfItsTime() {
        reminders.remind("later", 20);
        reminders.remind("soon", 10);
        reminders.remind("never", Long.MAX_VALUE);
        assertThat(reminders.take(9)).isEmpty();
        assertThat(reminders.take(20)).containsExactly("soon", "later");
        assertThat(reminders.take(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void remind_again_countsOnlyWhereItIsEarlier() {
        reminders.remind("one", 20);
        reminders.remind("one", 30);
        reminders.remind("one", 10);
        assertThat(reminders.take(10)).containsExactly("one");
        assertThat(reminders.take(40)).isEmpty();
        reminders.remind("one", 30);
        assertThat(reminders.take(40)).containsExactly("one");
    }
}
