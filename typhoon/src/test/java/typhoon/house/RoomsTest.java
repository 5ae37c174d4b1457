package typhoon.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The whole architecture rule: a room may use the rooms to its left, never one to its right; and Netty stays in the machine room. */
class RoomsTest {
    private static final List<String> ROOMS = List.of("netty", "escape", "options", "log", "ioloop", "gen", "locks", "queues", "topics",
            "iostream", "tcp", "process", "autoreload", "http", "wire", "httpserver", "httpclient", "locale", "template", "web",
            "websocket", "auth");
    private static final Set<String> ROOMS_WITH_BUFFERS = Set.of("iostream", "wire", "httpserver", "websocket");
    private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

    @Test
    void noArrowPointsRight() throws Exception {
        assertEquals(Set.of(), inAllClasses(RoomsTest::arrowsToTheRight));
    }

    @Test
    void everyClassStandsInARoomOfTheList() throws Exception {
        assertEquals(Set.of(), inAllClasses(one -> ROOMS.contains(room(one)) ? Set.of() : Set.of(room(one))));
    }

    @Test
    void onlyTheMachineRoomKnowsChannels() throws Exception {
        assertEquals(Set.of(), inAllClasses(RoomsTest::nettyOutOfPlace));
    }

    @Test
    void noExportedSignatureNamesNetty() throws Exception {
        assertEquals(List.of(), Signatures.ofExportedRooms().stream().filter(line -> line.contains("io.netty.")).toList());
    }

    @Test
    void theMachineRoomsAreNotExported() throws Exception {
        var exported = Classes.descriptor().exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        assertFalse(exported.contains("typhoon.netty"));
        assertFalse(exported.contains("typhoon.wire"));
    }

    @Test
    void eachRuleCanBeBroken() {
        assertEquals(Set.of("gen → web: typhoon/gen/Sinner names typhoon/web/Application"),
                arrowsToTheRight(sinner("gen", "(ILtyphoon/web/Application;)V")));
        assertEquals(Set.of("http → wire: typhoon/http/Sinner names typhoon/wire/Head"),
                arrowsToTheRight(sinner("http", "()[Ltyphoon/wire/Head;")));
        assertEquals(Set.of(), arrowsToTheRight(sinner("web", "(Ltyphoon/gen/Gen;)Ltyphoon/netty/Loop;")));
        assertEquals(Set.of("typhoon/web/Sinner names io/netty/buffer/ByteBuf"),
                nettyOutOfPlace(sinner("web", "(Lio/netty/buffer/ByteBuf;)V")));
        assertEquals(Set.of("typhoon/wire/Sinner names io/netty/channel/Channel"),
                nettyOutOfPlace(sinner("wire", "()Lio/netty/channel/Channel;")));
        assertEquals(Set.of(), nettyOutOfPlace(sinner("wire", "()Lio/netty/buffer/ByteBuf;")));
        assertEquals(Set.of(), nettyOutOfPlace(sinner("netty", "()Lio/netty/channel/Channel;")));
        assertEquals(List.of("public abstract class typhoon.web.Sinner", "    public abstract void sin(int, io.netty.buffer.ByteBuf)"),
                Signatures.of(sinner("web", "(ILio/netty/buffer/ByteBuf;)V")));
    }

    private static ClassModel sinner(String room, String descriptor) {
        byte[] bytes = ClassFile.of().build(ClassDesc.of("typhoon." + room + ".Sinner"), made -> made
                .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT)
                .withMethod("sin", MethodTypeDesc.ofDescriptor(descriptor), ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, _ -> {}));
        return ClassFile.of().parse(bytes);
    }

    private static Set<String> inAllClasses(Function<ClassModel, Set<String>> complaints) throws Exception {
        return Classes.ofModule().stream().flatMap(one -> complaints.apply(one).stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> arrowsToTheRight(ClassModel one) {
        return namedBy(one).stream().filter(named -> named.startsWith("typhoon/") && ROOMS.indexOf(room(named)) > ROOMS.indexOf(room(one)))
                .map(named -> room(one) + " → " + room(named) + ": " + name(one) + " names " + named).collect(Collectors.toSet());
    }

    /** The rooms that turn bytes into messages read Netty's buffers, and with them what buffers are made of ({@code io.netty.util}). */
    private static Set<String> nettyOutOfPlace(ClassModel one) {
        if (room(one).equals("netty")) return Set.of();
        boolean mayBuffer = ROOMS_WITH_BUFFERS.contains(room(one));
        return namedBy(one).stream().filter(named -> named.startsWith("io/netty/"))
                .filter(named -> !(mayBuffer && (named.startsWith("io/netty/buffer/") || named.startsWith("io/netty/util/"))))
                .map(named -> name(one) + " names " + named).collect(Collectors.toSet());
    }

    /** Every class this one can mean: its class entries, and those in descriptors and signatures. */
    private static Set<String> namedBy(ClassModel one) {
        var names = new TreeSet<String>();
        for (PoolEntry entry : one.constantPool()) {
            if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) names.add(type.asInternalName());
            if (entry instanceof Utf8Entry text) {
                var found = CLASS_IN_DESCRIPTOR.matcher(text.stringValue());
                while (found.find()) names.add(found.group(1));
            }
        }
        return names;
    }

    private static String name(ClassModel one) {
        return one.thisClass().asInternalName();
    }

    private static String room(ClassModel one) {
        return room(name(one));
    }

    /** {@code typhoon.Typhoon} stands in the doorway: it uses no room, and all may use it. */
    private static String room(String internalName) {
        String[] path = internalName.split("/");
        return path.length == 2 ? ROOMS.getFirst() : path[1];
    }
}
