package typhoon.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What {@link OpenApi} cannot see of a verb: what it is for, and what it answers. At a handler it holds for its verbs that have none.
 *
 * {@snippet class="typhoon.snippets.OpenApiSnippets" region="operation"}
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Operation {
    /** What it does, in one line. */
    String value() default "";

    /** What else one should know; CommonMark. */
    String description() default "";

    /** Its name for programs; unless given, the verb with the name of its url, or with its path: {@code getUser}, {@code getUsersById}. */
    String id() default "";

    /** The groups it belongs to; unless given, the first part of its path. */
    String[] tags() default {};

    /** What it writes, as JSON: a record, or an array of them, {@code User[].class}. Nothing is said of a body unless given. */
    Class<?> returns() default void.class;

    /** The status it answers with when all is well. */
    int status() default 200;

    /** The statuses of problems it may answer with, beside those that are known: 400, 415 for what is sent, 404 for path arguments. */
    int[] problems() default {};

    /** Whether it is left out. */
    boolean hidden() default false;
}
