package typhoon.web;

/**
 * What an {@link Application} is made of: a url, several of them with something in common, or a whole application. They are tried in the
 * order they are given in. Source: Tornado's {@code routing.Rule}.
 *
 * {@snippet class="typhoon.snippets.RoutingSnippets" region="routes"}
 */
public sealed interface Route permits URLSpec, Routes, Application {}
