import CShim
import Glibc

/// A program about to be started with three open descriptors.
struct Spawn {
    var program: String
    var arguments: [String]
    /// Added to ours, or put over them.
    var environment: [String: String]
    var input: Int32
    var output: Int32
    var error: Int32
    var namespace: NetworkNamespace?
    var newSession = false
    var pidFile: String?

    /// Starts it; the descriptors stay open here.
    func start() throws -> Int32 {
        guard let path = Program.find(program) else {
            throw SystemError("run \(program): not installed", code: ENOENT)
        }
        let network = try namespace?.open() ?? -1
        defer { if network >= 0 { close(network) } }
        let pid = Self.withStrings([program] + arguments) { arguments in
            Self.withStrings(mergedEnvironment) { environment in
                path.withCString { path in
                    Self.withOptional(pidFile) { pidFile in
                        var request = shim_spawn(
                            path: path, argv: arguments, envp: environment, input: input, output: output, error: error,
                            network: network, session: newSession ? 1 : 0, pid_file: pidFile)
                        return shim_spawn(&request)
                    }
                }
            }
        }
        guard pid > 0 else { throw SystemError("run \(program)", code: -pid) }
        return pid
    }

    private var mergedEnvironment: [String] {
        var lines = [String]()
        var entry = environ
        while let pointer = entry.pointee {
            let line = String(cString: pointer)
            let name = line.prefix { $0 != "=" }
            if environment[String(name)] == nil { lines.append(line) }
            entry += 1
        }
        return lines + environment.map { "\($0.key)=\($0.value)" }
    }

    private static func withStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: pointers.count)
        defer { list.deallocate() }
        list.initialize(from: pointers, count: pointers.count)
        return body(UnsafePointer(list))
    }

    private static func withOptional<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
        guard let text else { return body(nil) }
        return text.withCString(body)
    }
}
