package dev.pulley.server.metrics;

import java.util.List;

/**
 * A gauge whose members come and go: it is made when somebody reads, and not kept. So its labels may be names that callers chose,
 * as long as who makes it bounds their number.
 */
public record PassingGauge(String name, String help, List<Member> members) {
    public PassingGauge {
        members = List.copyOf(members);
    }

    /**
     * A value and what it is of.
     *
     * @param labels name and value by turns
     */
    public record Member(List<String> labels, double value) {
        public Member {
            labels = List.copyOf(labels);
        }
    }

    void write(ExpositionWriter out) {
        out.family(name, "gauge", help);
        for (Member member : members) {
            out.sample(name, Metrics.labels(member.labels), member.value);
        }
    }
}
