package typhoon.house;

import java.lang.classfile.Signature;
import java.lang.classfile.Signature.TypeArg;
import java.lang.classfile.Signature.TypeParam;
import java.lang.classfile.TypeAnnotation.FormalParameterTarget;
import java.lang.classfile.TypeAnnotation.TargetType;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Types of class files in the words of Java's source; {@code java.lang} goes without saying. */
final class TypeText {
    private static final ClassDesc NULLABLE = ClassDesc.of("org.jspecify.annotations.Nullable");

    private TypeText() {}

    static String of(Signature type) {
        return switch (type) {
            case Signature.BaseTypeSig base -> ClassDesc.ofDescriptor(base.signatureString()).displayName();
            case Signature.TypeVarSig variable -> variable.identifier();
            case Signature.ArrayTypeSig array -> of(array.componentSignature()) + "[]";
            case Signature.ClassTypeSig named -> named.outerType().map(outer -> of(outer) + ".").orElse("")
                    + named.className().replace('/', '.').replaceAll("^java\\.lang\\.(?=\\w+$)", "") + arguments(named.typeArgs());
        };
    }

    /** {@code <A, B extends C>}, or nothing. */
    static String of(List<TypeParam> parameters) {
        return parameters.isEmpty() ? "" : parameters.stream().map(TypeText::of).collect(Collectors.joining(", ", "<", ">"));
    }

    private static String of(TypeParam parameter) {
        var bounds = new ArrayList<String>();
        parameter.classBound().ifPresent(bound -> bounds.add(of(bound)));
        parameter.interfaceBounds().forEach(bound -> bounds.add(of(bound)));
        bounds.remove("Object");
        return parameter.identifier() + (bounds.isEmpty() ? "" : " extends " + String.join(" & ", bounds));
    }

    private static String arguments(List<TypeArg> arguments) {
        return arguments.isEmpty() ? "" : arguments.stream().map(TypeText::of).collect(Collectors.joining(", ", "<", ">"));
    }

    private static String of(TypeArg argument) {
        return switch (argument) {
            case TypeArg.Unbounded _ -> "?";
            case TypeArg.Bounded bounded -> switch (bounded.wildcardIndicator()) {
                case NONE -> "";
                case EXTENDS -> "? extends ";
                case SUPER -> "? super ";
            } + of(bounded.boundType());
        };
    }

    /** The type of a field, a result or a parameter, with {@code @Nullable} where that is said of it as a whole. */
    static String of(Signature type, Optional<RuntimeVisibleTypeAnnotationsAttribute> annotations, TargetType where, int parameter) {
        boolean nullable = annotations.stream().flatMap(found -> found.annotations().stream())
                .filter(one -> one.annotation().classSymbol().equals(NULLABLE) && one.targetPath().isEmpty())
                .map(one -> one.targetInfo()).filter(target -> target.targetType() == where)
                .anyMatch(target -> !(target instanceof FormalParameterTarget formal) || formal.formalParameterIndex() == parameter);
        if (!nullable) return of(type);
        return type instanceof Signature.ArrayTypeSig array ? of(array.componentSignature()) + " @Nullable []" : "@Nullable " + of(type);
    }
}
