import CShim
import Glibc

/// What the process holds in memory (passwords being checked, tokens, keys) must not reach a disk by a crash.
enum CoreDump {
    /// No core file, no backtrace with memory in it, no debugger of the same user; `APUS_CORE_DUMPS=1` allows them all,
    /// for those who look for the reason of a crash.
    static func forbid() {
        guard getenv("APUS_CORE_DUMPS").map({ String(cString: $0) }) != "1" else { return }
        _ = shim_forbid_core_dumps()
    }
}
