@CP-03
Feature: Proof Key for Code Exchange (RFC 7636)

  Rule: With PKCE on, challenge and verifier are sent and fit

    Scenario Outline: From the <page>
      Given a newcomer at the identity provider
      When they sign <how> with the provider
      Then they have a session
      And the provider was asked for tokens once, with a code verifier that fits the challenge

      Examples:
        | page         | how |
        | sign-in page | in  |
        | sign-up page | up  |

    Scenario: Each login has its own
      Given a newcomer at the identity provider
      And they have signed in with the provider
      When they sign out
      And they sign in with the provider
      Then they have a session
      And each login had a challenge of its own

  @needs-instance-settings
  Rule: With PKCE off, neither is sent

    Scenario: Somebody signs in
      Given a newcomer at the identity provider
      And PKCE is switched off for the provider
      When they sign in with the provider
      Then they have a session
      And the provider was sent neither challenge nor verifier
