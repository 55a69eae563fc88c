@billing @sign-off @TC-10 @OBS-3 @needs-webhooks @needs-plan-store
Feature: A webhook that nobody vouches for

  The route is public, so it believes nothing that is not signed with its own secret, and stores nothing of it.
  The files of this folder are numbered in the order in which the test cases are best played: security first.

  Background:
    Given somebody who is on the free plan
    And the event "paymentAttempt.created" has been delivered
    And what is stored for them is remembered

  Scenario Outline: A webhook without valid Svix headers is refused: <distortion>
    When the purchase of "pro_monthly" is delivered, distorted by "<distortion>"
    Then the delivery is answered with 400
    And nothing that is stored has changed
    And Clerk and the plan store agree

    Examples:
      | distortion          |
      | without-any-header  |
      | without-id          |
      | without-timestamp   |
      | without-signature   |
      | malformed-timestamp |

  Scenario: A body that was tampered with is refused
    When the purchase of "pro_monthly" is delivered, distorted by "tampered-body"
    Then the delivery is answered with 400 and "Invalid signature"
    And nothing that is stored has changed

  Scenario: A webhook that is signed with another secret is refused
    When the purchase of "pro_monthly" is delivered, distorted by "wrong-secret"
    Then the delivery is answered with 400 and "Invalid signature"
    And nothing that is stored has changed
