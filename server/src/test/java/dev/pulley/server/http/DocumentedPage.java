package dev.pulley.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documents, taken at its word: blocks marked {@code sh} are run in their order in one shell, and a block without a
 * mark that follows one, with words between or not, shows what it answers.
 */
record DocumentedPage(List<Example> examples, List<String> plain) {
    private static final Path DOCS = CopiedClients.CLIENTS.resolveSibling("");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern ANSWER = Pattern.compile("(?s)(HTTP/|\\{|retry:).*");
    private static final String DOCUMENTED = "http://127.0.0.1:8080";
    private static final String SEPARATOR = "\u001e";

    /** A stream has no end of its own; the answers of an example begin on a line of their own. */
    private static final String BEFORE = """
            set -e
            curl() {
              case " $* " in *" -sN "*) command curl --max-time 4 "$@" || [ $? -eq 28 ];; *) command curl --max-time 60 "$@";; esac
            }
            """;

    /** What is run, and what it is said to answer; empty where nothing is said. */
    record Example(String script, String answer) {}

    /** @param path from the folder of the documents */
    static DocumentedPage read(String path) {
        List<Example> examples = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text(DOCS.resolve(path).normalize()));
        while (blocks.find()) {
            String body = blocks.group(2);
            if (blocks.group(1).equals("sh")) {
                examples.add(new Example(body, ""));
            } else if (blocks.group(1).isEmpty()) {
                plain.add(body);
                boolean isAnswer = ANSWER.matcher(body).matches() && !examples.isEmpty();
                if (isAnswer && examples.getLast().answer().isEmpty()) {
                    examples.set(
                            examples.size() - 1, new Example(examples.getLast().script(), body));
                }
            }
        }
        return new DocumentedPage(examples, plain);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each of the examples prints. */
    List<String> run(Path folder, URI server, String key) {
        StringBuilder script = new StringBuilder(BEFORE);
        script.append("KEY='").append(key).append("'\n");
        for (Example example : examples) {
            script.append("printf '\\036'\n")
                    .append(example.script().replace(DOCUMENTED, server.toString()))
                    .append('\n');
        }
        try {
            Path file = folder.resolve("page.sh");
            Files.writeString(file, script);
            String printed = String.join("\n", CopiedClients.lines(folder, List.of("bash", file.toString())));
            List<String> outputs = List.of(printed.split(SEPARATOR, -1));
            return outputs.subList(1, outputs.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
