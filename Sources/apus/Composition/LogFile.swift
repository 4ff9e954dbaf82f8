import CloudCore
import CloudObservability
import Glibc

/// Writes log lines to standard error, each in one piece.
enum LogFile {
    static func log(level: String) -> Log {
        let minimum: Log.Level = ["debug": .debug, "warning": .warning, "error": .error][level] ?? .info
        return Log(service: "apus", minimum: minimum) { line in
            let text = line + "\n"
            _ = text.utf8.withContiguousStorageIfAvailable { Glibc.write(2, $0.baseAddress, $0.count) }
        }
    }
}
