/// How one try at a piece of work ended.
enum Attempt<Value: Sendable>: Sendable {
    case done(Value)
    /// Others were in the way: worth another try.
    case conflict(SQLError)
    /// The server was lost before anything was committed: worth another try with a new connection.
    case lost(SQLError)
    case failed(any Error)

    /// Runs `work` on the slot's session, and throws the session away when it broke.
    init(_ slot: SessionSlot, _ work: (any Session) throws -> Value) {
        do {
            let session = try slot.current()
            defer { if session.isBroken { slot.discard() } }
            self = .done(try work(session))
        } catch let error as Transaction.OutcomeUnknown {
            self = .failed(error.reason)
        } catch let error as SQLError {
            switch error {
            case .busy: self = .conflict(error)
            case .connectionLost: self = .lost(error)
            default: self = .failed(error)
            }
        } catch {
            self = .failed(error)
        }
    }
}
