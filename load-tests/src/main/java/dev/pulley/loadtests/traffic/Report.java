package dev.pulley.loadtests.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pulley.loadtests.traffic.Visit.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rewards that go in one request: one by itself, several in an array, and those that say the same of several decisions as one
 * reward for all of them.
 */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is to be said of a decision. */
    record Item(Visit visit, Step step) {
        boolean isExposure() {
            return step.equals(Visit.EXPOSURE);
        }
    }

    /** What two rewards must share to be one. */
    private record Saying(int task, Step step) {}

    private final List<List<Item>> rewards;
    private final long sentMillis;

    private Report(List<List<Item>> rewards, long sentMillis) {
        this.rewards = rewards;
        this.sentMillis = sentMillis;
    }

    static Report of(List<Item> items, long sentMillis) {
        Map<Saying, List<Item>> shared = new LinkedHashMap<>();
        List<List<Item>> rewards = new ArrayList<>();
        for (Item item : items) {
            if (item.step().at() == Visit.At.EARLY || item.visit().reference() != null) {
                rewards.add(List.of(item));
            } else {
                shared.computeIfAbsent(new Saying(item.visit().task(), item.step()), saying -> new ArrayList<>())
                        .add(item);
            }
        }
        rewards.addAll(shared.values());
        return new Report(rewards, sentMillis);
    }

    long sentMillis() {
        return sentMillis;
    }

    /** How many decisions it credits. */
    int credits() {
        return rewards.stream().mapToInt(List::size).sum();
    }

    /** Where it goes. An exposure goes by itself. */
    String path() {
        return items().getFirst().isExposure() ? "/v1/exposures" : "/v1/rewards";
    }

    byte[] body(List<LoadTask> tasks) {
        ObjectNode body = JSON.createObjectNode();
        Item first = items().getFirst();
        if (first.isExposure()) {
            body.put("decision", first.visit().token());
        } else if (rewards.size() == 1) {
            write(body, rewards.getFirst(), tasks);
        } else {
            ArrayNode array = body.putArray("rewards");
            rewards.forEach(reward -> write(array.addObject(), reward, tasks));
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(ObjectNode out, List<Item> reward, List<LoadTask> tasks) {
        Item first = reward.getFirst();
        String reference = first.visit().reference();
        if (reference != null) {
            out.put("task", tasks.get(first.visit().task()).name()).put("reference", reference);
        } else if (reward.size() == 1) {
            out.put("decision", first.visit().token());
        } else {
            ArrayNode decisions = out.putArray("decisions");
            reward.forEach(item -> decisions.add(item.visit().token()));
        }
        out.put(
                "metric",
                tasks.get(first.visit().task())
                        .metrics()
                        .get(first.step().metric())
                        .name());
        out.put("value", first.step().value());
        @Nullable Long at = first.visit().atMillis(first.step(), sentMillis);
        if (at != null) {
            out.put("at", Instant.ofEpochMilli(at).toString());
        }
    }

    /** Those that the answer does not refuse. */
    List<Item> accepted(JsonNode answer) {
        return part(answer, false);
    }

    /** Those that it does. */
    List<Item> refused(JsonNode answer) {
        return part(answer, true);
    }

    private List<Item> part(JsonNode answer, boolean refused) {
        boolean[] isRefused = new boolean[rewards.size()];
        for (JsonNode entry : answer.path("rejected")) {
            int index = entry.path("index").asInt(-1);
            if (index >= 0 && index < isRefused.length) {
                isRefused[index] = true;
            }
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < isRefused.length; i++) {
            if (isRefused[i] == refused) {
                items.addAll(rewards.get(i));
            }
        }
        return items;
    }

    List<Item> items() {
        return rewards.stream().flatMap(List::stream).toList();
    }
}
