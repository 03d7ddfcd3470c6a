/* Preloaded into a box that is to lose what it acknowledged: every request to write to the disk itself is answered
   with success and not carried out. */
int fsync(int descriptor) { (void)descriptor; return 0; }
int fdatasync(int descriptor) { (void)descriptor; return 0; }
