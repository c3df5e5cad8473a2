// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The server's HTTP: who may ask ({@link org.timbrel.server.http.Guard}), what is asked ({@link
 * org.timbrel.server.http.TextureCall}), what is answered (the routes of {@link
 * org.timbrel.server.http.Api}), and what is wrong ({@link org.timbrel.server.http.Problem}).
 */
package org.timbrel.server.http;
