import CloudCore

/// An account is locked after too many failures: 401 in the words for everybody.
struct AccountLocked: FaultConvertible {
    var fault: Fault? { .unauthorized() }
}
