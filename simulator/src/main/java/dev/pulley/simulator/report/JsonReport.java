package dev.pulley.simulator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.PolicyResult;
import dev.pulley.simulator.experiment.Sample;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The figures for programs; docs/environments.md names the fields. */
public final class JsonReport {
    private JsonReport() {}

    public static String of(ExperimentResult result, String commit) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            write(json, result, commit);
        } catch (IOException fault) {
            throw new UncheckedIOException("writing to memory failed", fault);
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, ExperimentResult result, String commit) throws IOException {
        Experiment experiment = result.experiment();
        json.writeStartObject();
        json.writeStringField("environment", experiment.environment().name());
        json.writeNumberField("seed", experiment.seed());
        json.writeStringField("commit", commit);
        json.writeNumberField("runs", experiment.runs());
        json.writeNumberField("horizon", experiment.horizon());
        json.writeArrayFieldStart("policies");
        for (PolicyResult policy : result.policies()) {
            json.writeStartObject();
            json.writeStringField("policy", policy.policy());
            json.writeArrayFieldStart("checkpoints");
            for (PolicyResult.Checkpoint checkpoint : policy.checkpoints()) {
                write(json, checkpoint);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PolicyResult.Checkpoint checkpoint) throws IOException {
        json.writeStartObject();
        json.writeNumberField("decisions", checkpoint.decisions());
        json.writeObjectFieldStart("regret");
        writeMean(json, checkpoint.regret());
        json.writeNumberField("p10", checkpoint.regret().quantile(0.1));
        json.writeNumberField("p50", checkpoint.regret().quantile(0.5));
        json.writeNumberField("p90", checkpoint.regret().quantile(0.9));
        json.writeEndObject();
        writeMean(json, "regret_per_decision", checkpoint.regretPerDecision());
        writeMean(json, "simple_regret", checkpoint.simpleRegret());
        writeMean(json, "best_share", checkpoint.bestShare());
        json.writeEndObject();
    }

    private static void writeMean(JsonGenerator json, String field, Sample sample) throws IOException {
        json.writeObjectFieldStart(field);
        writeMean(json, sample);
        json.writeEndObject();
    }

    private static void writeMean(JsonGenerator json, Sample sample) throws IOException {
        json.writeNumberField("mean", sample.mean());
        json.writeNumberField("se", sample.standardError());
    }
}
