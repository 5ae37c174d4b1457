package typhoon.snippets;

import java.lang.module.ModuleDescriptor;
import typhoon.Typhoon;

class TyphoonSnippets {
    void version() {
        // @start region="version"
        System.out.println("Typhoon " + Typhoon.VERSION);
        boolean stable = Typhoon.VERSION_INFO.compareTo(ModuleDescriptor.Version.parse("1.0")) >= 0;
        // @end
        if (!stable) System.out.println("young");
    }
}
