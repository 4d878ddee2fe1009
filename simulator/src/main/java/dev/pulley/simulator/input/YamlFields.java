package dev.pulley.simulator.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The fields of one YAML mapping, read by name. It works on YAML nodes, since they still know their lines. A field that is
 * read is ticked off; {@link #finish} refuses those that nobody asked for.
 */
public final class YamlFields {
    /** JSON's numbers, and a leading sign or point besides; no hexadecimal, no infinity, no NaN. */
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> fields;
    private final Map<String, Node> unread;

    private YamlFields(String file, String path, MappingNode mapping) throws InvalidInput {
        this.file = file;
        this.path = path;
        this.line = line(mapping);
        this.fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw InvalidInput.at(file, line(tuple.getKeyNode()), path, "a field's name must be plain text");
            }
            if (fields.put(key.getValue(), tuple.getValueNode()) != null) {
                throw InvalidInput.at(file, line(key), name(key.getValue()), "is given twice");
            }
        }
        this.unread = new LinkedHashMap<>(fields);
    }

    /** Parses a whole document, which must be one mapping. */
    public static YamlFields parse(String file, String text) throws InvalidInput {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
        } catch (MarkedYamlEngineException fault) {
            int line = fault.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw InvalidInput.at(file, line, "", "not valid YAML: " + fault.getProblem());
        } catch (YamlEngineException fault) {
            throw InvalidInput.at(file, 1, "", "not valid YAML: " + firstLine(fault));
        }
        if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
            throw InvalidInput.at(file, 1, "", "an environment must be a mapping of fields, such as 'kind: bernoulli'");
        }
        return new YamlFields(file, "", mapping);
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    public String text(String field) throws InvalidInput {
        return scalar(require(field), field).getValue();
    }

    /** One of a few words. */
    public String word(String field, List<String> allowed) throws InvalidInput {
        String value = text(field);
        if (!allowed.contains(value)) {
            throw fault(field, "must be one of " + String.join(", ", allowed) + "; '" + value + "' is not");
        }
        return value;
    }

    /** A number within closed bounds. */
    public double number(String field, double least, double greatest) throws InvalidInput {
        return number(require(field), field, least, greatest);
    }

    /** A number above zero. */
    public double positive(String field) throws InvalidInput {
        double value = number(field, -Double.MAX_VALUE, Double.MAX_VALUE);
        if (!(value > 0)) {
            throw fault(field, "must be above 0; it is " + value);
        }
        return value;
    }

    public long whole(String field, long least, long greatest) throws InvalidInput {
        double value = number(field, (double) least, (double) greatest);
        if (value != Math.rint(value)) {
            throw fault(field, "must be a whole number; it is " + value);
        }
        return (long) value;
    }

    public double[] numbers(String field, double least, double greatest) throws InvalidInput {
        if (!(require(field) instanceof SequenceNode sequence)) {
            throw fault(field, "must be a list of numbers");
        }
        double[] values = new double[sequence.getValue().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(sequence.getValue().get(i), field + "[" + i + "]", least, greatest);
        }
        return values;
    }

    public List<String> texts(String field) throws InvalidInput {
        if (!(require(field) instanceof SequenceNode sequence)) {
            throw fault(field, "must be a list of names");
        }
        List<String> values = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            values.add(scalar(item, field + "[" + values.size() + "]").getValue());
        }
        return values;
    }

    public boolean isMapping(String field) {
        return fields.get(field) instanceof MappingNode;
    }

    public YamlFields mapping(String field) throws InvalidInput {
        if (!(require(field) instanceof MappingNode mapping)) {
            throw fault(field, "must be a mapping of fields");
        }
        return new YamlFields(file, name(field), mapping);
    }

    /** A list of mappings. */
    public List<YamlFields> mappings(String field) throws InvalidInput {
        if (!(require(field) instanceof SequenceNode sequence)) {
            throw fault(field, "must be a list of mappings");
        }
        List<YamlFields> values = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            String name = field + "[" + values.size() + "]";
            if (!(item instanceof MappingNode mapping)) {
                throw InvalidInput.at(file, line(item), name(name), "must be a mapping of fields");
            }
            values.add(new YamlFields(file, name(name), mapping));
        }
        return values;
    }

    /** Refuses fields that were never read: a mistyped name must not pass in silence. */
    public void finish() throws InvalidInput {
        for (Map.Entry<String, Node> entry : unread.entrySet()) {
            throw InvalidInput.at(file, line(entry.getValue()), name(entry.getKey()), "is not a field known here");
        }
    }

    public InvalidInput fault(String field, String problem) {
        @Nullable Node node = fields.get(field);
        return InvalidInput.at(file, node == null ? line : line(node), name(field), problem);
    }

    private Node require(String field) throws InvalidInput {
        @Nullable Node node = fields.get(field);
        if (node == null) {
            throw fault(field, "is missing");
        }
        unread.remove(field);
        return node;
    }

    private ScalarNode scalar(Node node, String field) throws InvalidInput {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar;
        }
        throw InvalidInput.at(file, line(node), name(field), "must be a single value");
    }

    private double number(Node node, String field, double least, double greatest) throws InvalidInput {
        String text = scalar(node, field).getValue();
        if (!NUMBER.matcher(text).matches()) {
            throw InvalidInput.at(file, line(node), name(field), "must be a number; '" + text + "' is not");
        }
        double value = Double.parseDouble(text);
        if (!(value >= least && value <= greatest)) {
            throw InvalidInput.at(file, line(node), name(field), outside(text, least, greatest));
        }
        return value;
    }

    private static String outside(String text, double least, double greatest) {
        return "must be " + Bounds.describe(least, greatest) + "; it is " + text;
    }

    private String name(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static String firstLine(Exception fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
