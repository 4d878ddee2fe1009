package dev.pulley.simulator.input;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** A small CSV file: a header, then rows of as many cells. Cells hold names and numbers, so quotes are refused. */
public final class CsvTable {
    /** The largest file that is read, in bytes. */
    static final long SIZE_LIMIT_BYTES = 256L << 20;

    private final String file;
    private final List<String> columns;
    private final List<String[]> rows;
    private final List<Integer> lines;

    private CsvTable(String file, List<String> columns, List<String[]> rows, List<Integer> lines) {
        this.file = file;
        this.columns = columns;
        this.rows = rows;
        this.lines = lines;
    }

    public static CsvTable read(Path path) throws InvalidInput {
        String file = path.toString();
        List<String> text;
        try {
            if (Files.size(path) > SIZE_LIMIT_BYTES) {
                throw new InvalidInput(file + ": is larger than " + SIZE_LIMIT_BYTES + " bytes");
            }
            text = Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (CharacterCodingException fault) {
            throw new InvalidInput(file + ": is not UTF-8 text");
        } catch (IOException fault) {
            throw new InvalidInput(file + ": can't be read");
        }
        if (text.isEmpty()) {
            throw InvalidInput.at(file, 1, "", "a header line is missing");
        }
        List<String> columns = Arrays.asList(cells(file, 1, text.get(0)));
        if (new HashSet<>(columns).size() < columns.size() || columns.contains("")) {
            throw InvalidInput.at(file, 1, "", "every column needs a name of its own");
        }
        List<String[]> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (int i = 1; i < text.size(); i++) {
            if (text.get(i).isBlank()) {
                continue;
            }
            String[] cells = cells(file, i + 1, text.get(i));
            if (cells.length != columns.size()) {
                throw InvalidInput.at(
                        file, i + 1, "", "has " + cells.length + " cells where the header has " + columns.size());
            }
            rows.add(cells);
            lines.add(i + 1);
        }
        if (rows.isEmpty()) {
            throw InvalidInput.at(file, 2, "", "there is no row below the header");
        }
        return new CsvTable(file, columns, rows, lines);
    }

    public List<String> columns() {
        return columns;
    }

    public int rows() {
        return rows.size();
    }

    public int column(String name) throws InvalidInput {
        int column = columns.indexOf(name);
        if (column < 0) {
            throw InvalidInput.at(file, 1, name, "this column is missing");
        }
        return column;
    }

    public String text(int row, int column) {
        return rows.get(row)[column];
    }

    public double number(int row, int column, double least, double greatest) throws InvalidInput {
        String text = text(row, column);
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException fault) {
            throw fault(row, column, "must be a number; '" + text + "' is not");
        }
        if (!(value >= least && value <= greatest)) {
            throw fault(row, column, "must be " + Bounds.describe(least, greatest) + "; it is " + text);
        }
        return value;
    }

    public InvalidInput fault(int row, int column, String problem) {
        return InvalidInput.at(file, lines.get(row), columns.get(column), problem);
    }

    private static String[] cells(String file, int line, String text) throws InvalidInput {
        if (text.indexOf('"') >= 0) {
            throw InvalidInput.at(file, line, "", "quoted cells are not supported");
        }
        return Arrays.stream(text.split(",", -1)).map(String::strip).toArray(String[]::new);
    }
}
