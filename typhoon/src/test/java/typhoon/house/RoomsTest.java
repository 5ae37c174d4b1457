package typhoon.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The whole architecture rule: a room may use the rooms to its left, never one to its right; and Netty stays in the machine room. */
class RoomsTest {
    private static final List<String> ROOMS = Arrays.asList(("netty escape log options ioloop gen locks queues topics iostream tcp process "
            + "http wire httpserver httpclient locale template web websocket auth autoreload").split(" "));
    private static final Pattern TYPE = Pattern.compile("(?<![\\w/])typhoon/(\\w+)/");

    private static final Pattern DESCRIPTOR = Pattern.compile("[(\\[<L].*;.*");

    @Test
    void noArrowPointsRight() throws Exception {
        var wrong = new TreeSet<String>();
        for (ClassModel one : Classes.ofModule()) wrong.addAll(arrowsToTheRight(one));
        assertEquals(Set.of(), wrong);
    }

    @Test
    void everyClassStandsInARoomOfTheList() throws Exception {
        var strangers = Classes.ofModule().stream().map(RoomsTest::room).filter(room -> !ROOMS.contains(room)).collect(Collectors.toSet());
        assertEquals(Set.of(), strangers);
    }

    @Test
    void anArrowToTheRightIsSeen() throws Exception {
        byte[] bytes = ClassFile.of().build(java.lang.constant.ClassDesc.of("typhoon.gen.Sinner"), made -> made.withField("web",
                java.lang.constant.ClassDesc.of("typhoon.web.Application"), 0));
        assertEquals(Set.of("gen → web (typhoon/gen/Sinner)"), arrowsToTheRight(ClassFile.of().parse(bytes)));
    }

    @Test
    void onlyTheMachineRoomKnowsChannels() throws Exception {
        var wrong = new TreeSet<String>();
        for (ClassModel one : Classes.ofModule()) {
            String room = room(one);
            if (room.equals("netty")) continue;
            boolean mayBuffer = Set.of("wire", "httpserver", "websocket").contains(room);
            for (String name : texts(one)) {
                if (name.contains("io/netty/") && !(mayBuffer && name.replaceAll("io/netty/(buffer|util)/", "").indexOf("io/netty/") < 0))
                    wrong.add(one.thisClass().asInternalName() + " names " + name);
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void noExportedSignatureNamesNetty() throws Exception {
        var wrong = new ArrayList<String>();
        for (String line : Signatures.ofExportedRooms()) {
            if (line.contains("io.netty")) wrong.add(line);
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theMachineRoomsAreNotExported() throws Exception {
        ModuleDescriptor module = Classes.descriptor();
        var exported = module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        assertTrue(exported.contains("typhoon.ioloop"), exported::toString);
        assertTrue(!exported.contains("typhoon.netty") && !exported.contains("typhoon.wire"), exported::toString);
    }

    private static Set<String> arrowsToTheRight(ClassModel one) {
        var wrong = new TreeSet<String>();
        int here = ROOMS.indexOf(room(one));
        for (String text : texts(one)) {
            var named = TYPE.matcher(text);
            while (named.find()) {
                int there = ROOMS.indexOf(named.group(1));
                if (there > here) wrong.add(room(one) + " → " + named.group(1) + " (" + one.thisClass().asInternalName() + ")");
            }
        }
        return wrong;
    }

    private static String room(ClassModel one) {
        return one.thisClass().asInternalName().split("/")[1];
    }

    /** Everything a class can name another by: class entries, descriptors and signatures; strings of the program are left out. */
    private static List<String> texts(ClassModel one) {
        var texts = new ArrayList<String>();
        for (PoolEntry entry : one.constantPool()) {
            if (entry instanceof ClassEntry type) texts.add(type.asInternalName());
            else if (entry instanceof Utf8Entry text && DESCRIPTOR.matcher(text.stringValue()).matches())
                texts.add(text.stringValue().replace("L", ""));
        }
        return texts;
    }
}
