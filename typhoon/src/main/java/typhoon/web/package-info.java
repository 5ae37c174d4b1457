/** The web framework: an {@link Application} sends each request to a {@link RequestHandler}. Source: Tornado's {@code web}. */
package typhoon.web;
