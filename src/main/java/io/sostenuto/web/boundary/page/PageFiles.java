package io.sostenuto.web.boundary.page;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of the page and of the client module, alike on every server and node: what is stamped with its release may be
 * kept for a year, of everything else a browser asks whether it is still the same (RFC 9111, 5.2.2.4). Nothing but what
 * the WAR holds beside WEB-INF and META-INF.
 */
public class PageFiles extends HttpServlet {

    private static final Pattern STAMPED = Pattern.compile("/page/[^/]+/([^/]+)");

    private transient Set<String> paths;
    private transient Map<String, PageFile> read;
    /** By its name without the stamp, where this release has it. */
    private transient Map<String, String> stamped;

    @Override
    public void init() {
        paths = new HashSet<>();
        read = new ConcurrentHashMap<>();
        stamped = new HashMap<>();
        collect("/", getServletContext());
        paths.forEach(path -> nameOf(path).ifPresent(name -> stamped.put(name, path)));
    }

    private void collect(String folder, ServletContext context) {
        for (var path : context.getResourcePaths(folder)) {
            if (!path.endsWith("/")) {
                paths.add(path);
            } else if (!path.equals("/WEB-INF/") && !path.equals("/META-INF/")) {
                collect(path, context);
            }
        }
    }

    private static Optional<String> nameOf(String path) {
        var matcher = STAMPED.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = asked(request);
        if (paths.contains(path)) {
            file(path).answer(request, response, nameOf(path).isPresent() ? "public, max-age=31536000, immutable" : "no-cache");
            return;
        }
        // A node of another release gave the page that asks for this: ours does, and is not kept under that name
        var ours = nameOf(path).map(stamped::get);
        if (ours.isPresent()) {
            file(ours.get()).answer(request, response, "no-store");
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static String asked(HttpServletRequest request) {
        var rest = request.getPathInfo();
        var path = rest == null ? request.getServletPath() : request.getServletPath() + rest;
        return path.isEmpty() || path.equals("/") ? "/index.html" : path;
    }

    private PageFile file(String path) {
        return read.computeIfAbsent(path, one -> {
            try (var content = getServletContext().getResourceAsStream(one)) {
                return new PageFile(one, content.readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }
}
