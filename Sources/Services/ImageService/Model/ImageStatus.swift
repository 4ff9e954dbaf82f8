import CloudCore

/// Where an image stands.
enum ImageStatus: String, Codable, Sendable, CaseIterable {
    /// Known, without data.
    case queued
    /// Data is coming in.
    case saving
    /// Data is coming in, or lies there, for an import.
    case uploading
    case active
    /// Not to be downloaded, but by administrators.
    case deactivated

    /// The states that may follow.
    var next: Set<ImageStatus> {
        switch self {
        case .queued: [.saving, .uploading]
        case .saving: [.active, .queued]
        case .uploading: [.active, .queued]
        case .active: [.deactivated]
        case .deactivated: [.active]
        }
    }

    /// Goes to `status`.
    /// - Throws: `Fault` 409 when that is not a legal move.
    mutating func move(to status: ImageStatus) throws {
        guard next.contains(status) else {
            throw Fault.conflict("Image status transition from \(rawValue) to \(status.rawValue) is not allowed")
        }
        self = status
    }
}
