/** The values both sides of HTTP speak of: header fields, status codes, dates, cookies, forms. Nothing in here waits or knows a socket. */
package typhoon.http;
