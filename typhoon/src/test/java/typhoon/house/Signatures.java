package typhoon.house;

import static java.lang.reflect.AccessFlag.ABSTRACT;
import static java.lang.reflect.AccessFlag.ANNOTATION;
import static java.lang.reflect.AccessFlag.ENUM;
import static java.lang.reflect.AccessFlag.FINAL;
import static java.lang.reflect.AccessFlag.INTERFACE;
import static java.lang.reflect.AccessFlag.PROTECTED;
import static java.lang.reflect.AccessFlag.PUBLIC;
import static java.lang.reflect.AccessFlag.STATIC;
import static java.lang.reflect.AccessFlag.SYNTHETIC;
import static java.lang.reflect.AccessFlag.VARARGS;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.classfile.TypeAnnotation.TargetType;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a user can see: one line per public or protected member of the exported rooms, in a fixed order. */
final class Signatures {
    private final Map<String, ClassModel> byName = new HashMap<>();
    private final Set<String> exported;

    private Signatures() throws IOException {
        exported = Classes.descriptor().exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        for (ClassModel one : Classes.ofModule()) byName.put(one.thisClass().asInternalName(), one);
    }

    static List<String> ofExportedRooms() throws IOException {
        var all = new Signatures();
        return all.byName.values().stream().filter(all::isVisible).sorted(Comparator.comparing(Signatures::name))
                .flatMap(one -> of(one).stream()).toList();
    }

    /** The lines of one class. */
    static List<String> of(ClassModel one) {
        var lines = new ArrayList<>(List.of(line(one)));
        boolean extensible = !flags(one).contains(FINAL);
        one.fields().stream().filter(field -> counts(field.flags().flags(), extensible)).map(Signatures::line).sorted().forEach(lines::add);
        one.methods().stream().filter(method -> counts(method.flags().flags(), extensible))
                .sorted(Comparator.comparing((MethodModel method) -> method.methodName().stringValue())
                        .thenComparing(method -> method.methodType().stringValue()))
                .map(method -> line(method, one)).forEach(lines::add);
        return lines;
    }

    /** Public, in an exported room, and so are the classes around it. */
    private boolean isVisible(ClassModel one) {
        String internal = one.thisClass().asInternalName();
        String room = internal.substring(0, internal.lastIndexOf('/')).replace('/', '.');
        if (!exported.contains(room) || !accessible(flags(one))) return false;
        int nested = internal.lastIndexOf('$');
        if (nested < 0) return true;
        ClassModel outer = byName.get(internal.substring(0, nested));
        return outer != null && isVisible(outer);
    }

    private static Set<AccessFlag> flags(ClassModel one) {
        return one.findAttribute(Attributes.innerClasses())
                .flatMap(inner -> inner.classes().stream().filter(info -> info.innerClass().equals(one.thisClass())).findFirst())
                .map(info -> info.flags()).orElseGet(() -> one.flags().flags());
    }

    private static boolean accessible(Set<AccessFlag> flags) {
        return (flags.contains(PUBLIC) || flags.contains(PROTECTED)) && !flags.contains(SYNTHETIC);
    }

    private static boolean counts(Set<AccessFlag> flags, boolean extensible) {
        return accessible(flags) && (flags.contains(PUBLIC) || extensible);
    }

    private static String line(ClassModel one) {
        var generic = one.findAttribute(Attributes.signature()).map(found -> found.asClassSignature());
        String parents = generic.map(Signatures::parents).orElseGet(() -> parents(one)).map(TypeText::of)
                .filter(parent -> !parent.matches("Object|Record|Enum<.*>")).collect(Collectors.joining(", "));
        return modifiers(flags(one)) + kind(one) + name(one) + generic.map(found -> TypeText.of(found.typeParameters())).orElse("")
                + (parents.isEmpty() ? "" : " : " + parents);
    }

    private static Stream<Signature> parents(ClassSignature generic) {
        return Stream.concat(Stream.of(generic.superclassSignature()), generic.superinterfaceSignatures().stream());
    }

    private static Stream<Signature> parents(ClassModel one) {
        return Stream.concat(one.superclass().stream(), one.interfaces().stream()).map(parent -> Signature.of(parent.asSymbol()));
    }

    private static String kind(ClassModel one) {
        String sealed = one.findAttribute(Attributes.permittedSubclasses()).isPresent() ? "sealed " : "";
        if (one.flags().has(ANNOTATION)) return "@interface ";
        if (one.flags().has(INTERFACE)) return sealed + "interface ";
        if (one.flags().has(ENUM)) return "enum ";
        return one.findAttribute(Attributes.record()).isPresent() ? "record " : sealed + "class ";
    }

    private static String line(FieldModel field) {
        Signature type = field.findAttribute(Attributes.signature()).map(found -> found.asTypeSignature())
                .orElseGet(() -> Signature.of(field.fieldTypeSymbol()));
        var annotations = field.findAttribute(Attributes.runtimeVisibleTypeAnnotations());
        return "    " + modifiers(field.flags().flags()) + TypeText.of(type, annotations, TargetType.FIELD, 0) + " " + field.fieldName();
    }

    private static String line(MethodModel method, ClassModel of) {
        MethodSignature signature = method.findAttribute(Attributes.signature()).map(found -> found.asMethodSignature())
                .orElseGet(() -> MethodSignature.of(method.methodTypeSymbol()));
        String typeParameters = TypeText.of(signature.typeParameters());
        String thrown = method.findAttribute(Attributes.exceptions()).stream().flatMap(found -> found.exceptions().stream())
                .map(type -> TypeText.of(Signature.of(type.asSymbol()))).collect(Collectors.joining(", "));
        return "    " + modifiers(method.flags().flags()) + (isDefault(method, of) ? "default " : "")
                + typeParameters + (typeParameters.isEmpty() ? "" : " ") + resultAndName(method, signature, of)
                + "(" + parameters(method, signature) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static boolean isDefault(MethodModel method, ClassModel of) {
        return of.flags().has(INTERFACE) && !method.flags().has(ABSTRACT) && !method.flags().has(STATIC);
    }

    private static String resultAndName(MethodModel method, MethodSignature signature, ClassModel of) {
        String type = name(of);
        if (method.methodName().equalsString("<init>")) return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
        var annotations = method.findAttribute(Attributes.runtimeVisibleTypeAnnotations());
        return TypeText.of(signature.result(), annotations, TargetType.METHOD_RETURN, 0) + " " + method.methodName();
    }

    private static String parameters(MethodModel method, MethodSignature signature) {
        var annotations = method.findAttribute(Attributes.runtimeVisibleTypeAnnotations());
        var parameters = new ArrayList<String>();
        for (Signature type : signature.arguments())
            parameters.add(TypeText.of(type, annotations, TargetType.METHOD_FORMAL_PARAMETER, parameters.size()));
        if (method.flags().has(VARARGS)) parameters.add(parameters.removeLast().replaceAll("\\[]$", "..."));
        return String.join(", ", parameters);
    }

    /** An interface is abstract anyway. */
    private static String modifiers(Set<AccessFlag> flags) {
        return Stream.of(PUBLIC, PROTECTED, STATIC, ABSTRACT, FINAL).filter(flags::contains)
                .filter(flag -> flag != ABSTRACT || !flags.contains(INTERFACE))
                .map(flag -> flag.name().toLowerCase(Locale.ROOT) + " ").collect(Collectors.joining());
    }

    private static String name(ClassModel one) {
        return one.thisClass().asInternalName().replace('/', '.');
    }
}
