package typhoon.httpserver;

/** Who asks, and how he asked: as the socket says, or as trusted proxies do. */
record Origin(String ip, String protocol, String host) {}
