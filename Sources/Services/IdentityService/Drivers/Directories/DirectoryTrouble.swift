/// Why a directory gave no answer.
enum DirectoryTrouble: Error, Sendable {
    case unreachable(String)
    /// It refuses identity's own name and password.
    case refused(String)
    case tooMany
    /// Its settings cannot be used.
    case settings(String)
}
