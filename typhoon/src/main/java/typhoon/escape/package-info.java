/** Text on its way in and out: JSON, URLs, HTML. Source: Tornado's {@code escape}. */
package typhoon.escape;
