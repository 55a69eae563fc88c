@billing @needs-webhooks @needs-plan-store
Feature: Which webhooks are taken

  @WH-01
  Scenario Outline: Every event of the platform is taken: <event>
    Given somebody who is on the free plan
    When the event "<event>" is delivered
    Then the delivery is taken

    Examples:
      | event                            |
      | subscription.created             |
      | subscription.updated             |
      | subscription.active              |
      | subscription.pastDue             |
      | subscriptionItem.created         |
      | subscriptionItem.updated         |
      | subscriptionItem.active          |
      | subscriptionItem.canceled        |
      | subscriptionItem.upcoming        |
      | subscriptionItem.ended           |
      | subscriptionItem.abandoned       |
      | subscriptionItem.incomplete      |
      | subscriptionItem.pastDue         |
      | subscriptionItem.freeTrialEnding |
      | paymentAttempt.created           |
      | paymentAttempt.updated           |

  @WH-01
  Scenario: An event that nobody knows is taken and changes nothing
    Given somebody who is on the free plan
    And what is stored for them is remembered
    When an event of the unknown type "invoice.created" is delivered
    Then the delivery is taken
    And nothing that is stored has changed

  @WH-08
  Scenario Outline: What is not rightly signed is refused: <distortion>
    Given somebody who is on the free plan
    And the event "paymentAttempt.created" has been delivered
    And what is stored for them is remembered
    When the purchase of "pro_monthly" is delivered, distorted by "<distortion>"
    Then the delivery is answered with 400
    And nothing that is stored has changed

    Examples: Something is missing
      | distortion        |
      | without-id        |
      | without-timestamp |
      | without-signature |

    Examples: Not the right signature
      | distortion                 |
      | wrong-secret               |
      | secret-as-text             |
      | empty-signature            |
      | truncated-signature        |
      | unknown-version            |
      | several-bad                |
      | other-timestamp-than-signed |
      | other-id-than-signed       |
      | reserialised-body          |

    Examples: More than five minutes off
      | distortion         |
      | too-old            |
      | too-new            |
      | negative-timestamp |

  @WH-08
  Scenario Outline: What is rightly signed is taken: <distortion>
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" is delivered, distorted by "<distortion>"
    Then the delivery is taken
    And the plan that is stored for them is "pro"

    Examples: Less than five minutes off, or one of several signatures
      | distortion       |
      | just-in-time-old |
      | just-in-time-new |
      | good-among-bad   |

  @WH-08
  Scenario: While signing secrets are rotated, one right signature is enough
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" is delivered, signed with two secrets
    Then the delivery is taken
    And the plan that is stored for them is "pro"

  @WH-08
  Scenario: An old delivery that somebody has recorded is refused
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    And the cancellation has been delivered
    And what is stored for them is remembered
    When the first message is replayed as it was recorded 3600 seconds ago
    Then the delivery is answered with 400
    And nothing that is stored has changed

  @WH-09
  Scenario: A burst is taken, and nothing of it is lost
    Given somebody who is on the free plan
    When 100 purchases are delivered at the same time
    Then each delivery is taken
    And the plan that is stored for them is "pro"

  @WH-09 @needs-logs @billing.events=platform
  Scenario: The log has each delivery of a burst
    Given somebody who is on the free plan
    When 100 purchases are delivered at the same time
    Then the log says 100 times that "subscriptionItem.active" was received
    And for each event the log says what was done
    And the log tells of no fault

  @WH-15
  Scenario: What is delivered for the eighth time, 27 hours and 35 minutes late, is taken
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" of 99305 seconds ago is delivered 8 times
    Then each delivery is taken
    And the plan that is stored for them is "pro"
