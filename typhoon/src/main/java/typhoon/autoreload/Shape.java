package typhoon.autoreload;

import java.io.IOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attribute;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.lang.classfile.attribute.ExceptionsAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * What other sources can see of a class when they are compiled: as long as that stays, they need not be compiled again. Values of constants
 * belong to it, for the compiler copies them; annotations do not.
 */
final class Shape {
    private static final ClassFile CLASSES = ClassFile.of();

    private Shape() {}

    /** False also when one of them is no class, because somebody is just writing it. */
    static boolean isSame(Path one, Path other) throws IOException {
        try {
            return of(CLASSES.parse(one)).equals(of(CLASSES.parse(other)));
        } catch (IllegalArgumentException halfWritten) {
            return false;
        }
    }

    private static List<String> of(ClassModel type) {
        var lines = new TreeSet<String>();
        for (FieldModel field : type.fields()) {
            if (!isSeen(field.flags())) continue;
            lines.add(field.flags().flagsMask() + " " + field.fieldName() + " " + field.fieldType() + seen(field));
        }
        for (MethodModel method : type.methods()) {
            if (!isSeen(method.flags())) continue;
            lines.add(method.flags().flagsMask() + " " + method.methodName() + method.methodType() + seen(method));
        }
        String above = type.superclass().map(ClassEntry::asInternalName).orElse("") + names(type.interfaces());
        return List.of(type.flags().flagsMask() + " " + type.thisClass().asInternalName(), above, seen(type), lines.toString());
    }

    private static List<String> names(List<ClassEntry> classes) {
        return classes.stream().map(ClassEntry::asInternalName).toList();
    }

    private static String nested(InnerClassInfo type) {
        return type.flagsMask() + " " + type.innerClass().asInternalName();
    }

    private static boolean isSeen(AccessFlags flags) {
        return !flags.has(AccessFlag.PRIVATE) && !flags.has(AccessFlag.SYNTHETIC);
    }

    private static String seen(AttributedElement element) {
        var text = new StringBuilder();
        for (Attribute<?> attribute : element.attributes()) {
            switch (attribute) {
                case SignatureAttribute generic -> text.append(" generic ").append(generic.signature().stringValue());
                case ConstantValueAttribute value -> text.append(" = ").append(value.constant().constantValue());
                case ExceptionsAttribute thrown -> text.append(" throws ").append(names(thrown.exceptions()));
                case PermittedSubclassesAttribute permitted -> text.append(" permits ").append(names(permitted.permittedSubclasses()));
                case RecordAttribute parts -> text.append(" parts ")
                        .append(parts.components().stream().map(part -> part.name() + " " + part.descriptor() + seen(part)).toList());
                case InnerClassesAttribute nested -> text.append(" nested ").append(nested.classes().stream().map(Shape::nested).toList());
                default -> {}
            }
        }
        return text.toString();
    }
}
