import CloudSQL
import CloudTasks

/// The service's schema, oldest first.
enum NetworkMigrations {
    static let all: [Migration] = [
        TaskRow.migration(2), Network.migration, Subnet.migration, Port.migration, IPAllocation.migration,
        SecurityGroup.migration, SecurityGroupRule.migration, GroupMembership.migration, Router.migration,
        FloatingIP.migration, Agent.migration, QuotaLimit.migration, NetworkIndexes.estimates,
    ]
}
