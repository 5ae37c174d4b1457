package typhoon.examples.blog;

/**
 * Somebody who may write.
 *
 * @param hash of the password
 */
record User(long id, String name, String hash) {
    /** No hash. */
    @Override
    public String toString() {
        return name;
    }
}
