package typhoon.process;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import typhoon.netty.ThisJvm;

/** How this program is started once more as a child: like itself, but for its share of the memory. */
final class JvmCommand {
    private static final Pattern OURS = Pattern.compile("-Dtyphoon\\.(task|ports).*");

    /** The heap is divided: what says how large it is comes anew. */
    private static final Pattern HEAP = Pattern.compile("-Xm[xsn].*|-XX:(Max|Min|Initial|Soft)?(Max)?(RAM|RAMPercentage|RAMFraction"
            + "|HeapSize|NewSize)=.*");
    private static final Set<String> SIZES = Set.of("InitialHeapSize", "NewSize", "MaxNewSize");
    private static final long LEAST_HEAP = 16L * 1024 * 1024;

    private JvmCommand() {}

    /** The command that starts this program again with a part of the heap, and with one {@code more} option. */
    static List<String> again(int parts, String more) {
        var options = new ArrayList<>(heap(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class), parts));
        options.add(more);
        return ThisJvm.again(JvmCommand::isInherited, options);
    }

    static boolean isInherited(String option) {
        return !OURS.matcher(option).matches() && !HEAP.matcher(option).matches();
    }

    /** In bytes, whatever said it: an option, a share of the memory, or the JVM's own choice of a quarter. */
    static List<String> heap(HotSpotDiagnosticMXBean jvm, int parts) {
        var options = new ArrayList<String>();
        options.add("-XX:MaxHeapSize=" + Math.max(LEAST_HEAP, Long.parseLong(jvm.getVMOption("MaxHeapSize").getValue()) / parts));
        for (String size : SIZES) {
            VMOption given = jvm.getVMOption(size);
            if (given.getOrigin() == VMOption.Origin.VM_CREATION)
                options.add("-XX:" + size + "=" + Long.parseLong(given.getValue()) / parts);
        }
        return options;
    }
}
