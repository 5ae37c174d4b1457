/** Takes files from a page and from curl, and gives them back. Start reading at {@link typhoon.examples.fileupload.Uploads}. */
@NullMarked
package typhoon.examples.fileupload;

import org.jspecify.annotations.NullMarked;
