import Glibc

/// Finds the programs that the host must have.
package enum Program {
    /// The absolute path of `name`, from `PATH` and the system folders; nil when it is not installed.
    package static func find(_ name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        let own = getenv("PATH").map { String(cString: $0) } ?? ""
        let folders =
            own.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
        return folders.lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
