package io.sostenuto.web.boundary.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the page, plain and compressed. Its ETag is its content's, the same on every node and after every start;
 * a weak one, because it stands for both (RFC 9110, 8.8.1).
 */
final class PageFile {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8", "css", "text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml", "yaml", "application/yaml", "ts", "text/plain;charset=UTF-8");
    private static final String UNKNOWN = "application/octet-stream";

    private final byte[] plain;
    private final byte[] compressed;
    private final String type;
    private final String etag;

    PageFile(String path, byte[] content) {
        plain = content;
        type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), UNKNOWN);
        compressed = type.equals(UNKNOWN) ? content : compressed(content);
        etag = "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(content)) + '"';
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] compressed(byte[] content) {
        var octets = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(octets)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return octets.size() < content.length ? octets.toByteArray() : content;
    }

    void answer(HttpServletRequest request, HttpServletResponse response, String cacheControl) throws IOException {
        response.setHeader("Cache-Control", cacheControl);
        response.setHeader("ETag", etag);
        response.setHeader("Vary", "Accept-Encoding");
        if (isKnown(Collections.list(request.getHeaders("If-None-Match")))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        var isCompressed = compressed != plain && takesGzip(Collections.list(request.getHeaders("Accept-Encoding")));
        if (isCompressed) {
            response.setHeader("Content-Encoding", "gzip");
        }
        var octets = isCompressed ? compressed : plain;
        response.setContentType(type);
        response.setContentLength(octets.length);
        response.getOutputStream().write(octets);
    }

    private boolean isKnown(List<String> headers) {
        return elements(headers).anyMatch(known -> known.equals("*") || known.equals(etag) || etag.equals("W/" + known));
    }

    /** RFC 9110, 12.5.3: where gzip is not named the asterisk stands for it, and the weight 0 forbids. */
    static boolean takesGzip(List<String> headers) {
        var codings = elements(headers).map(one -> one.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(";", 2)).toList();
        return Stream.of("gzip", "*").flatMap(name -> codings.stream().filter(coding -> coding[0].equals(name))).findFirst()
                .filter(coding -> coding.length == 1 || !coding[1].matches("q=0(\\.0*)?")).isPresent();
    }

    private static Stream<String> elements(List<String> headers) {
        return headers.stream().flatMap(header -> Stream.of(header.split(","))).map(String::strip);
    }
}
