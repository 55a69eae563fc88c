@CP-12 @needs-provider-faults
Feature: What a provider's response has to be

  Rule: A response whose state is not the login's own is refused

    Scenario Outline: It <what>
      Given a newcomer whose authorization response <what>
      When they sign in with the provider
      Then the page tells them what happened
      And they have no session
      And they have no account
      And the provider was never asked for tokens

      Examples:
        | what              |
        | has a wrong state |
        | has no state      |

    Scenario: The next login works
      Given a newcomer at the identity provider
      And their next authorization response has a wrong state
      When they sign in with the provider
      Then the page tells them what happened
      When they sign in with the provider
      Then they have a session

  Rule: A response that is not from the issuer that was asked is refused (RFC 9207, section 2.4)

    Scenario Outline: It <what>
      Given a newcomer whose authorization response <what>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account
      And the provider was never asked for tokens

      Examples:
        | what                        |
        | is from another issuer      |
        | does not say who it is from |

    @needs-instance-settings
    Scenario: It does not say it, and nobody promised that it would
      Given a provider that does not promise to say who answers
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they have a session

  Rule: A response counts once

    Scenario: It comes again while they are signed in
      Given a newcomer at the identity provider
      And they have signed in with the provider
      When the provider's response comes a second time
      Then the page tells them what happened
      And the provider was once asked for tokens

    Scenario: It comes again when they have signed out
      Given a newcomer at the identity provider
      And they have signed in with the provider
      When they sign out
      And the provider's response comes a second time
      Then they have no session
      And the provider was once asked for tokens
