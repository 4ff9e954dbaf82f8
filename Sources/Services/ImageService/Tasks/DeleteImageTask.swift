import CloudCore
import CloudTasks

/// Removes the data of an image whose row is gone.
enum DeleteImageTask {
    static let name = "image.delete"
    static let role = "image"

    struct State: Codable, Sendable {
        var imageID: String
        /// In the store.
        var names: [String]
    }

    static func kind(_ store: any ImageStore) -> TaskKind {
        TaskKind(
            name, State.self, deadline: .seconds(86400),
            steps: [
                TaskStep("remove data", role: role) { state, _ in
                    do {
                        for name in state.names { try await store.remove(name) }
                    } catch let error as StoreError {
                        throw Fault.unavailable(
                            "The data of image \(state.imageID) cannot be removed now.", cause: "\(error)")
                    }
                    return .done
                }
            ],
            succeeded: { _, _ in },
            // The row is gone already; the sweep finds what is left.
            failed: { _, _, _ in })
    }
}
