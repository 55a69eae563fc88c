Feature: User info

  @CP-09
  Rule: What user info says counts before what the ID token says

    @needs-instance-settings
    Scenario: A name
      Given a newcomer at the identity provider
      And people are asked about at a proxy that says:
        | given_name     | Anna |
        | email_verified | true |
      When they sign in with the provider
      Then they have a session
      And the attributes of their account are:
        | first_name | Anna |
        | last_name  | Doe  |
      And the provider was never asked for user info

    @needs-instance-settings
    Scenario: An email address
      Given a newcomer at the identity provider
      And people are asked about at a proxy that says:
        | email          | {own}@proxy.example.com |
        | email_verified | true                    |
      When they sign in with the provider
      Then they are on the protected page
      And the attributes of their account are:
        | email_address          | {own}@proxy.example.com |
        | email_address_verified | true                    |

    # RP Basic: oidcc-client-test-scope-userinfo-claims
    Scenario: The provider's own is asked where no other is set
      Given a newcomer at the identity provider
      When they leave for the identity provider from the sign-in page
      Then the authorization request has:
        | scope | the word openid  |
        | scope | the word email   |
        | scope | the word profile |
      When they sign in with the provider
      Then they have a session
      And the provider was once asked for user info

  @CP-10 @needs-instance-settings
  Rule: A proxy is shown the access token in the header, and its answer is mapped

    Scenario: What it is sent
      Given a newcomer at the identity provider
      And people are asked about at a proxy
      When they sign in with the provider
      Then they have a session
      And the proxy was asked once, with their access token in the header and nowhere else

    Scenario: What it answers under names of its own
      Given attributes come from these claims:
        | attribute  | claim       |
        | first_name | staff.first |
        | last_name  | staff.last  |
        | username   | login       |
      And a newcomer at the identity provider
      And people are asked about at a proxy that says:
        | staff          | {"first": "Anna", "last": "Lee"} |
        | login          | {own}                            |
        | email_verified | true                             |
      When they sign in with the provider
      Then they have a session
      And the attributes of their account are:
        | first_name | Anna  |
        | last_name  | Lee   |
        | username   | {own} |

  # RP Basic: oidcc-client-test-userinfo-invalid-sub
  @CP-13
  Rule: User info of somebody else is refused

    @needs-provider-faults
    Scenario Outline: The provider's own <what>
      Given a newcomer whose user info <what>
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account

      Examples:
        | what                        |
        | is about somebody else      |
        | does not say whom it is about |

    @needs-provider-faults
    Scenario: Nobody gets into an account by it
      Given somebody with an account whose user info is about somebody else
      When they sign in with the provider
      Then they have no session
      And their account is connected with nothing

    @needs-instance-settings
    Scenario Outline: A proxy's has the subject <sub>
      Given a newcomer at the identity provider
      And people are asked about at a proxy that says:
        | sub            | <sub> |
        | email_verified | true  |
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And they have no session
      And they have no account

      Examples:
        | sub           |
        | somebody-else |
        | nothing       |
