/// A program that could not do what it was asked for.
package struct CommandError: Error, Sendable, CustomStringConvertible {
    package var program: String
    package var arguments: [String]
    /// As in `CommandResult`; -1 when it was ended because it took too long.
    package var status: Int32
    /// The last lines of its standard error.
    package var lastLines: String

    package var timedOut: Bool { status == -1 }

    package var description: String {
        let call = ([program] + arguments).joined(separator: " ")
        let end = timedOut ? "took too long and was ended" : "ended with status \(status)"
        return "`\(call)` \(end)\(lastLines.isEmpty ? "" : ": \(lastLines)")"
    }

    init(_ command: Command, status: Int32, stderr: [UInt8]) {
        program = command.program
        arguments = command.arguments
        self.status = status
        lastLines = String(decoding: stderr, as: UTF8.self).split(separator: "\n").suffix(5).joined(separator: "; ")
    }
}
