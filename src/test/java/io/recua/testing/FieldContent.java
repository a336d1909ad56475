package io.recua.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How an object of a case is made: {@code base64}, or {@code head}, {@code line} so many {@code times}, and {@code tail},
 * all in {@code charset} and packed by {@code pack}. A case may write a text alone for {@code head}.
 *
 * <p>In the texts, {@code <255*x>} stands for 255 times x; in {@code line}, {@code {i}} is the line's number from 1. With
 * charset ISO-8859-1, the escapes {@code "\x00"} to {@code "\xff"} of YAML are bytes.
 *
 * @param pack {@code gzip}, {@code gzip-lines} for a member of its own for each line, {@code gzip-blocks} for members of
 *     8,000 bytes and an empty one at the end as bgzip writes them, {@code zip}, or {@code zip:a,b} for the same content
 *     under these names; two of them, with a blank between, pack twice; nothing if absent
 */
public record FieldContent(
        String base64, String head, String line, int times, String tail, String charset, String pack) {

    private static final int BLOCK = 8000;
    private static final int HEADER = 10;
    private static final byte[] BLOCK_FIELD = {6, 0, 'B', 'C', 2, 0, 0, 0};

    /** The content that a case gives by its text alone. */
    public FieldContent(String text) {
        this(null, text, null, 0, null, null, null);
    }

    public byte[] bytes() throws IOException {
        if (base64 != null) {
            return Base64.getDecoder().decode(base64);
        }
        String lines = IntStream.rangeClosed(1, times)
                .mapToObj(number -> line.replace("{i}", String.valueOf(number)))
                .collect(Collectors.joining());
        byte[] plain = expanded(text(head) + lines + text(tail))
                .getBytes(charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset));
        return packed(plain);
    }

    private byte[] packed(byte[] plain) throws IOException {
        byte[] packed = plain;
        for (String step : text(pack).split(" ")) {
            packed = packed(packed, step);
        }
        return packed;
    }

    private static byte[] packed(byte[] plain, String step) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        switch (step.replaceFirst(":.*", "")) {
            case "" -> packed.write(plain);
            case "gzip" -> addMember(plain, 0, plain.length, packed);
            case "gzip-lines" -> {
                for (int from = 0, to; from < plain.length; from = to) {
                    to = behindLine(plain, from);
                    addMember(plain, from, to, packed);
                }
            }
            case "gzip-blocks" -> {
                for (int from = 0; from < plain.length; from += BLOCK) {
                    addBlock(plain, from, Math.min(from + BLOCK, plain.length), packed);
                }
                addBlock(plain, 0, 0, packed);
            }
            case "zip" -> addZip(plain, step.replaceFirst("zip:?", ""), packed);
            default -> throw new IllegalArgumentException("pack: " + step);
        }
        return packed.toByteArray();
    }

    private static void addZip(byte[] plain, String names, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names.isEmpty() ? new String[] {"rows.csv"} : names.split(",")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(plain);
            }
        }
    }

    private static int behindLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, bytes.length);
    }

    private static void addMember(byte[] plain, int from, int to, OutputStream out) throws IOException {
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
            gzip.write(Arrays.copyOfRange(plain, from, to));
        }
        out.write(member.toByteArray());
    }

    /** As bgzip does, with the member's length in a field of its header. */
    private static void addBlock(byte[] plain, int from, int to, OutputStream out) throws IOException {
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        addMember(plain, from, to, member);
        byte[] bytes = member.toByteArray();
        int length = bytes.length + BLOCK_FIELD.length - 1;
        bytes[3] = 4;
        out.write(bytes, 0, HEADER);
        out.write(BLOCK_FIELD, 0, BLOCK_FIELD.length - 2);
        out.write(length & 0xff);
        out.write(length >> 8);
        out.write(bytes, HEADER, bytes.length - HEADER);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static String expanded(String text) {
        return Pattern.compile("<(\\d+)\\*([^>]+)>").matcher(text).replaceAll(times -> times.group(2)
                .repeat(Integer.parseInt(times.group(1))));
    }
}
