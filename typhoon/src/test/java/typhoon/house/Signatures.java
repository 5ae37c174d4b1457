package typhoon.house;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Signature;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a user can see: one line per public or protected member of the exported rooms, in a fixed order. */
final class Signatures {
    private final Map<String, ClassModel> byName = new HashMap<>();
    private final Set<String> exported;

    private Signatures() throws IOException {
        exported = Classes.descriptor().exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        for (ClassModel one : Classes.ofModule()) byName.put(one.thisClass().asInternalName(), one);
    }

    static List<String> ofExportedRooms() throws IOException {
        return new Signatures().lines();
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        byName.values().stream().filter(this::isVisible).sorted((a, b) -> name(a).compareTo(name(b))).forEach(one -> describe(one, lines));
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
        return (flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED)) && !flags.contains(AccessFlag.SYNTHETIC);
    }

    private void describe(ClassModel one, List<String> lines) {
        String type = name(one);
        lines.add(words(flags(one)) + kind(one) + type + parents(one));
        boolean extensible = !flags(one).contains(AccessFlag.FINAL);
        one.fields().stream().filter(field -> counts(field.flags().flags(), extensible)).map(Signatures::line).sorted().forEach(lines::add);
        one.methods().stream().filter(method -> counts(method.flags().flags(), extensible)).map(method -> line(method, type)).sorted()
                .forEach(lines::add);
    }

    private static boolean counts(Set<AccessFlag> flags, boolean extensible) {
        return accessible(flags) && (flags.contains(AccessFlag.PUBLIC) || extensible) && !flags.contains(AccessFlag.BRIDGE);
    }

    private static String kind(ClassModel one) {
        if (one.flags().has(AccessFlag.ANNOTATION)) return "@interface ";
        return one.flags().has(AccessFlag.INTERFACE) ? "interface " : "class ";
    }

    private static String parents(ClassModel one) {
        var parents = new ArrayList<String>();
        one.superclass().map(parent -> parent.asInternalName().replace('/', '.')).filter(name -> !name.equals("java.lang.Object"))
                .ifPresent(parents::add);
        one.interfaces().forEach(parent -> parents.add(parent.asInternalName().replace('/', '.')));
        return parents.isEmpty() ? "" : " : " + String.join(", ", parents);
    }

    private static String line(FieldModel field) {
        String type = field.findAttribute(Attributes.signature()).map(found -> text(found.asTypeSignature()))
                .orElseGet(() -> name(field.fieldTypeSymbol()));
        return "    " + words(field.flags().flags()) + type + " " + field.fieldName();
    }

    private static String line(MethodModel method, String type) {
        boolean constructor = method.methodName().equalsString("<init>");
        String name = constructor ? type.substring(type.lastIndexOf('.') + 1) : method.methodName().stringValue();
        var generic = method.findAttribute(Attributes.signature());
        MethodTypeDesc raw = method.methodTypeSymbol();
        String result = generic.map(found -> text(found.asMethodSignature().result())).orElseGet(() -> name(raw.returnType()));
        List<String> parameters = generic.map(found -> found.asMethodSignature().arguments().stream().map(Signatures::text).toList())
                .orElseGet(() -> raw.parameterList().stream().map(Signatures::name).toList());
        String words = words(method.flags().flags()) + (constructor ? "" : result + " ");
        return "    " + words + name + "(" + String.join(", ", parameters) + ")";
    }

    private static String text(Signature signature) {
        return signature.signatureString().replaceAll("(?<=[;<(\\[+*-]|^)[LT]([\\w/$]+)", "$1").replace('/', '.').replace(";>", ">")
                .replace(";", ",").replaceAll(",$", "");
    }

    private static String words(Set<AccessFlag> flags) {
        var kept = List.of(AccessFlag.PUBLIC, AccessFlag.PROTECTED, AccessFlag.STATIC, AccessFlag.ABSTRACT, AccessFlag.FINAL);
        return kept.stream().filter(flags::contains).map(flag -> flag.name().toLowerCase(Locale.ROOT) + " ").collect(Collectors.joining());
    }

    private static String name(ClassModel one) {
        return one.thisClass().asInternalName().replace('/', '.');
    }

    private static String name(ClassDesc type) {
        boolean inPackage = type.isClassOrInterface() && !type.packageName().isEmpty();
        return inPackage ? type.packageName() + "." + type.displayName() : type.displayName();
    }
}
