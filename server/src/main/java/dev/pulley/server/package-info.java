/** The service. Everything it does happens in one of the packages below; this one stays empty. */
@NullMarked
package dev.pulley.server;

import org.jspecify.annotations.NullMarked;
