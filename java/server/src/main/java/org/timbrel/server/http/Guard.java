// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.timbrel.server.http.ApiKeys.Caller;

/**
 * Lets through who may ask, before anything of a request's body is read: the right host (a name
 * that an attacker points to this machine is none), pages of this origin only, and a key where keys
 * are needed.
 */
final class Guard extends Handler.Wrapper {

    /** The request attribute that holds the {@link Caller}. */
    static final String CALLER = "timbrel.caller";

    /** The WebSocket subprotocol. */
    static final String SUBPROTOCOL = "timbrel.v1";

    /** A subprotocol that brings a key: browsers cannot set headers of WebSockets. */
    private static final String KEY_PROTOCOL = "timbrel.key.";

    private static final Set<String> OPEN =
            Set.of("/", "/openapi.json", "/health/live", "/health/ready");

    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final boolean loopback;
    private final URI publicOrigin;

    /**
     * @param keys null: everyone may ask
     * @param loopback whether the server is bound to a loopback address
     * @param publicOrigin where browsers see the server, if not where it is bound; null
     */
    Guard(ApiKeys keys, boolean loopback, URI publicOrigin) {
        this.keys = keys;
        this.loopback = loopback;
        this.publicOrigin = publicOrigin;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            requireHost(request);
            requireOrigin(request);
            request.setAttribute(CALLER, caller(request));
        } catch (Problem problem) {
            ProblemAnswer.write(request, response, callback, problem);
            return true;
        }
        return super.handle(withoutKey(request), response, callback);
    }

    private void requireHost(Request request) {
        if (!loopback) {
            return;
        }
        String host = request.getHttpURI().getHost();
        boolean known =
                host != null
                        && (isLoopbackName(host)
                                || (publicOrigin != null
                                        && host.equalsIgnoreCase(publicOrigin.getHost())));
        if (!known) {
            throw new Problem(
                    ProblemType.MISDIRECTED,
                    "the host '%s' is not this server: ask for localhost, or set public_origin"
                            .formatted(host == null ? "" : host));
        }
    }

    /** Names, not addresses: nothing is looked up. */
    private static boolean isLoopbackName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || name.equals("[::1]")
                || name.equals("[0:0:0:0:0:0:0:1]");
    }

    private void requireOrigin(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && !isOurs(origin, request)) {
            throw new Problem(
                    ProblemType.FOREIGN_ORIGIN,
                    "the page's origin '%s' is not this server's".formatted(origin));
        }
        // A page of another site that asks without CORS sends no origin, but browsers say so.
        String site = request.getHeaders().get("Sec-Fetch-Site");
        boolean foreign = "cross-site".equals(site) || "same-site".equals(site);
        if (origin == null && foreign && path(request).startsWith("/v1/")) {
            throw new Problem(
                    ProblemType.FOREIGN_ORIGIN, "a page of another origin asks, which may not");
        }
    }

    private boolean isOurs(String origin, Request request) {
        URI page;
        try {
            page = new URI(origin);
        } catch (URISyntaxException e) {
            return false;
        }
        if (page.getHost() == null) {
            return false;
        }
        if (publicOrigin != null && sameOrigin(page, publicOrigin)) {
            return true;
        }
        return page.getHost().equalsIgnoreCase(request.getHttpURI().getHost())
                && port(page) == port(request);
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other)
                && one.getScheme().equalsIgnoreCase(other.getScheme());
    }

    private static int port(URI origin) {
        if (origin.getPort() >= 0) {
            return origin.getPort();
        }
        return "https".equalsIgnoreCase(origin.getScheme()) ? 443 : 80;
    }

    private static int port(Request request) {
        int port = request.getHttpURI().getPort();
        return port > 0 ? port : 80;
    }

    private Caller caller(Request request) {
        if (keys == null) {
            return new Caller(
                    "", isLoopback(request.getConnectionMetaData().getRemoteSocketAddress()));
        }
        String path = path(request);
        if (OPEN.contains(path) || path.startsWith("/page/")) {
            return new Caller("", false);
        }
        String key = key(request.getHeaders());
        if (key == null) {
            throw new Problem(
                    ProblemType.UNAUTHORIZED, "send the header Authorization: Bearer KEY");
        }
        return keys.caller(key)
                .orElseThrow(() -> new Problem(ProblemType.UNAUTHORIZED, "there is no such key"));
    }

    private static String path(Request request) {
        return request.getHttpURI().getCanonicalPath();
    }

    private static boolean isLoopback(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress().isLoopbackAddress();
    }

    private static String key(HttpFields headers) {
        String authorization = headers.get(HttpHeader.AUTHORIZATION);
        if (authorization != null) {
            boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
            return bearer ? authorization.substring(BEARER.length()).strip() : null;
        }
        for (String protocol : headers.getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false)) {
            if (protocol.startsWith(KEY_PROTOCOL)) {
                try {
                    byte[] key =
                            Base64.getUrlDecoder()
                                    .decode(protocol.substring(KEY_PROTOCOL.length()));
                    return new String(key, StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /**
     * Of a WebSocket's subprotocols ours alone is left, for an answer must not repeat a key; of its
     * extensions none, for sound does not become smaller by compression.
     */
    private static Request withoutKey(Request request) {
        if (!request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_KEY)) {
            return request;
        }
        List<String> protocols =
                request.getHeaders().getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false);
        HttpFields.Mutable headers = HttpFields.build(request.getHeaders());
        headers.remove(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
        headers.remove(HttpHeader.SEC_WEBSOCKET_EXTENSIONS);
        if (protocols.contains(SUBPROTOCOL)) {
            headers.add(new HttpField(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, SUBPROTOCOL));
        }
        HttpFields ours = headers.asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return ours;
            }
        };
    }
}
