package dev.pulley.server.task;

import java.util.List;

/**
 * What a task knows before it begins: where the variants of earlier tasks of its kind lie, and what their proxies say.
 *
 * @param tasks the names of those tasks
 */
public record PriorSettings(List<String> tasks) {
    public static final int TASKS_MAX = 8;

    public static final PriorSettings NONE = new PriorSettings(List.of());

    public PriorSettings {
        tasks = List.copyOf(tasks);
    }
}
